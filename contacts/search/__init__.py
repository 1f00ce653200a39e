"""Finding contacts by what somebody types into a box.

`find` says who is meant, the likeliest first, and why. It goes through ways from the surest to the loosest (addresses,
numbers, names, companies, tags, notes, slips of the keyboard) and stops as soon as it has found enough, so that a
million contacts are searched as quickly as a thousand.
"""

from contacts.search.companies import matching_companies
from contacts.search.finding import MOST, find, in_order, matching
from contacts.search.ranking import NAME, Hit, Place

__all__ = ["MOST", "NAME", "Hit", "Place", "find", "in_order", "matching", "matching_companies"]
