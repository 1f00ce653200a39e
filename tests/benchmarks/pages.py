"""The pages that are opened all day: a contact with a long story, its company, home, and the API's list."""

from pathlib import Path

from django.urls import reverse

from contacts.history import change_set
from contacts.models import Activity, ChangeSet, Company, Contact
from crm.models import User
from tests.benchmarks.lists import filled_base, page_ms, page_queries
from tests.benchmarks.report import Report, thousands

ACTIVITIES = 1_000


def measure(rows: int, folder: Path) -> Report:
    """Time each page, and count its queries, with so many contacts in the base."""
    figures: dict[str, float] = {"rows": rows}
    table = {"contacts": thousands(rows)}
    with filled_base(rows, folder) as client:
        for name, address in addresses().items():
            ms, queries = page_ms(client, address), page_queries(client, address)
            figures |= {f"{name}_ms": ms, f"{name}_queries": queries}
            table[f"{name.replace('_', ' ')}, ms (queries)"] = f"{ms:.1f} ({queries})"
    return Report(figures, table, (f"The contact has {ACTIVITIES:,} activities.",))


def addresses() -> dict[str, str]:
    """The pages by name; one contact gets its story beforehand."""
    contact = Contact.objects.exclude(company=None).earliest("pk")
    user = User.objects.get()
    with change_set(ChangeSet.Kind.SAMPLE, door=ChangeSet.Door.COMMAND):
        Activity.objects.bulk_create(
            Activity(contact=contact, kind=Activity.Kind.CALL, subject=f"Call {number}", owner=user)
            for number in range(ACTIVITIES)
        )
    return {
        "contact": contact.get_absolute_url(),
        "company": Company.objects.get(pk=contact.company_id).get_absolute_url(),
        "home": reverse("admin:index"),
        "api_list": f"{reverse('api:contact-list')}?page_size=100",
    }
