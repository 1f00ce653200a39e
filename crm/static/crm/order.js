// Moves the items of a list up and down, by mouse or keyboard; they are sent in the order in which they stand.
document.querySelectorAll("[data-orderable]").forEach(list => {
  list.addEventListener("click", event => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    if (button.dataset.move === "1") item.nextElementSibling?.after(item);
    else item.previousElementSibling?.before(item);
    button.focus();
  });
});
