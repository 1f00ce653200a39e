// Draws a filter as nested groups of conditions, of plain form controls: so it works with the keyboard alone. The text
// beside it holds the filter as JSON; each follows the other. What the filter means is asked of the server.
(() => {
  const GROUPS = [["all", "all of these"], ["any", "at least one of these"], ["none", "none of these"]];
  const PERIODS = ["day", "week", "month", "quarter", "year"].map(name => ({value: name, label: name}));
  const YES_OR_NO = [{value: "true", label: "yes"}, {value: "false", label: "no"}];

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const named = (all, name) => all.find(each => each.name === name) || all[0];
  const asChoices = all => all.map(each => ({value: each.name, label: each.label}));

  // What follows a control is drawn anew when it changes. The control stays, or typing in it would begin anew each time.
  const follow = (control, ...others) => {
    while (control.nextSibling) control.nextSibling.remove();
    control.after(...others);
  };

  class Builder {
    constructor(root) {
      this.table = JSON.parse(document.getElementById("filter_table").textContent);
      this.tree = root.querySelector(".filter-tree");
      this.told = root.querySelector(".filter-matches");
      this.text = root.querySelector("textarea");
      this.address = root.dataset.matches;
      this.text.addEventListener("change", () => this.read());
      this.read();
    }

    // From JSON to the form in which groups are drawn: {group, parts}, and conditions as they are.
    open(given) {
      if (Array.isArray(given)) return {group: "all", parts: given.map(part => this.open(part))};
      if (given.field) return {...given, where: given.where && this.asGroup(this.open(given.where))};
      if (given.not) {
        const inner = this.open(given.not);
        return inner.group === "any" ? {group: "none", parts: inner.parts} : {group: "none", parts: [inner]};
      }
      const group = given.any ? "any" : "all";
      return {group, parts: (given[group] || []).map(part => this.open(part))};
    }

    asGroup(node) {
      return node.group ? node : {group: "all", parts: [node]};
    }

    close(node) {
      if (!node.group) {
        const {field, operator, value, where} = node;
        const leaf = {field, operator};
        if (value !== null && value !== undefined) leaf.value = value;
        if (where && where.parts.length) leaf.where = this.close(where);
        return leaf;
      }
      const parts = node.parts.map(part => this.close(part));
      return node.group === "none" ? {not: {any: parts}} : {[node.group]: parts};
    }

    read() {
      try {
        this.node = this.asGroup(this.open(JSON.parse(this.text.value || "{}")));
      } catch {
        this.told.textContent = "The text is no filter in JSON.";
        return;
      }
      this.draw();
      this.ask();
    }

    changed(redraw, focus) {
      this.text.value = JSON.stringify(this.close(this.node), null, 2);
      if (redraw) this.draw();
      if (focus) this.tree.querySelector(`[data-key="${focus}"]`)?.focus();
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(), 300);
    }

    async ask() {
      if (!this.node.parts.length) {
        this.told.textContent = "";
        return;
      }
      const body = new FormData();
      body.append("filters", JSON.stringify(this.close(this.node)));
      body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      const asked = (this.asked = (this.asked || 0) + 1);
      const answer = await fetch(this.address, {method: "POST", body});
      const told = answer.ok ? await answer.text() : "";
      if (asked === this.asked) this.told.innerHTML = told;
    }

    draw() {
      this.tree.replaceChildren(this.group(this.node, this.table.fields, "f"));
    }

    group(node, fields, key, parent) {
      const box = make("div", {className: "filter-group", role: "group"});
      const kind = this.select(GROUPS.map(([value, label]) => ({value, label})), node.group, "Which of them", `${key}g`);
      kind.addEventListener("change", () => { node.group = kind.value; this.changed(); });
      const head = make("div", {className: "filter-row"}, kind);
      if (parent) head.append(this.remove(node, parent, key, "Remove this group"));
      box.append(head);
      node.parts.forEach((part, n) => {
        const inner = `${key}.${n}`;
        box.append(part.group ? this.group(part, fields, inner, node) : this.leaf(part, fields, inner, node));
      });
      const add = (label, part) => this.button(label, () => {
        node.parts.push(part());
        const last = `${key}.${node.parts.length - 1}`;
        this.changed(true, part === fresh ? last : `${last}g`);
      });
      const fresh = () => this.fresh(fields[0]);
      const row = make("div", {className: "filter-row"}, add("Add a condition", fresh));
      if (key.split(".").length < 6) row.append(add("Add a group", () => ({group: "any", parts: [this.fresh(fields[0])]})));
      box.append(row);
      return box;
    }

    fresh(field) {
      return {field: field.name, operator: field.operators[0].name, value: this.initial(field, field.operators[0])};
    }

    initial(field, operator) {
      const one = field.type === "boolean" ? true : field.choices.length ? field.choices[0].value : "";
      const values = {nothing: null, value: one, values: [], pair: [one, one], days: 30, period: "month"};
      return values[operator.takes];
    }

    leaf(node, fields, key, parent) {
      const names = this.select(asChoices(fields), node.field, "Field", key);
      const row = make("div", {className: "filter-row"}, names);
      const box = make("div", {}, row);
      const remove = this.remove(node, parent, key, "Remove this condition");
      const drawField = () => {
        const field = named(fields, node.field);
        const operators = this.select(asChoices(field.operators), node.operator, "Operator", `${key}o`);
        const drawOperator = () => {
          follow(operators, ...this.values(node, field, named(field.operators, node.operator), key), remove);
        };
        operators.addEventListener("change", () => {
          const [before, now] = [node.operator, operators.value].map(name => named(field.operators, name));
          if (now.takes !== before.takes) node.value = this.initial(field, now);
          node.operator = now.name;
          drawOperator();
          this.changed();
        });
        follow(names, operators);
        drawOperator();
        follow(row, ...(field.where ? [this.where(node, field, key)] : []));
      };
      names.addEventListener("change", () => {
        const chosen = named(fields, names.value);
        Object.assign(node, this.fresh(chosen), {where: chosen.where ? node.where : undefined});
        drawField();
        this.changed();
      });
      drawField();
      return box;
    }

    where(node, field, key) {
      const inside = make("div", {className: "filter-where"});
      if (node.where && node.where.parts.length) {
        inside.append(make("span", {className: "text-subtle"}, "counting only those where"), this.group(node.where, field.where, `${key}w`));
      } else {
        inside.append(this.button("Count only some of them", () => {
          node.where = {group: "all", parts: [this.fresh(field.where[0])]};
          this.changed(true, `${key}w.0`);
        }));
      }
      return inside;
    }

    values(node, field, operator, key) {
      const set = value => { node.value = value; this.changed(); };
      switch (operator.takes) {
        case "nothing": return [];
        case "days": return [this.input("number", node.value, value => set(parseInt(value, 10)), "Days", `${key}v`), "days"];
        case "period": return [this.chosen(PERIODS, node.value, set, `${key}v`)];
        case "pair": return [0, 1].flatMap(n => [
          ...(n ? ["and"] : []),
          this.one(field, node.value?.[n], value => { node.value = Object.assign([...node.value], {[n]: value}); this.changed(); }, `${key}v${n}`),
        ]);
        case "values": return [this.several(field, node.value || [], set, `${key}v`)];
        default: return [this.one(field, node.value, set, `${key}v`)];
      }
    }

    one(field, value, set, key) {
      if (field.type === "boolean") return this.chosen(YES_OR_NO, String(value), said => set(said === "true"), key);
      if (field.choices.length) return this.chosen(field.choices, value, set, key);
      const types = {number: "number", date: "date", time: "date"};
      const read = field.type === "number" ? said => (said === "" ? "" : Number(said)) : said => said;
      return this.input(types[field.type] || "text", value, said => set(read(said)), "Value", key);
    }

    several(field, value, set, key) {
      if (field.choices.length) {
        const select = this.select(field.choices, null, "Values", key);
        select.multiple = true;
        select.size = Math.min(field.choices.length, 5);
        for (const option of select.options) option.selected = value.includes(option.value);
        select.addEventListener("change", () => set([...select.selectedOptions].map(option => option.value)));
        return select;
      }
      const read = field.type === "number" ? Number : said => said;
      const split = said => said.split(",").map(word => word.trim()).filter(Boolean).map(read);
      const input = this.input("text", value.join(", "), said => set(split(said)), "Values, with commas between", key);
      input.placeholder = "one, another";
      return input;
    }

    chosen(choices, value, set, key) {
      const select = this.select(choices, value, "Value", key);
      select.addEventListener("change", () => set(select.value));
      return select;
    }

    select(choices, value, label, key) {
      const options = choices.map(each => make("option", {value: each.value, selected: each.value === value}, each.label));
      const select = make("select", {className: this.table.select}, ...options);
      return this.labelled(select, label, key);
    }

    input(type, value, set, label, key) {
      const input = make("input", {type, value: value ?? "", className: this.table.input});
      if (type === "number") input.step = "any";
      input.addEventListener("input", () => set(input.value));
      return this.labelled(input, label, key);
    }

    labelled(control, label, key) {
      control.setAttribute("aria-label", label);
      control.dataset.key = key;
      return control;
    }

    button(label, act) {
      const button = make("button", {type: "button", className: "filter-add text-link"}, label);
      button.addEventListener("click", act);
      return button;
    }

    remove(node, parent, key, label) {
      const button = this.button("", () => {
        parent.parts.splice(parent.parts.indexOf(node), 1);
        // To the group that it was in, so that the keyboard goes on from there.
        this.changed(true, `${key.slice(0, key.lastIndexOf("."))}g`);
      });
      button.className = "filter-remove material-symbols-outlined";
      button.append("close");
      button.setAttribute("aria-label", label);
      button.title = label;
      return button;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".filter-builder").forEach(root => new Builder(root));
  });
})();
