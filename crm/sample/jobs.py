"""Departments, the job titles found in them, and where people stand in the sales process."""

from crm.sample.draws import weighted

_BY_DEPARTMENT = {
    "Management": "Managing Director|Chief Executive Officer|Chief Operating Officer|Owner|Partner",
    "Sales": "Sales Manager|Account Executive|Key Account Manager|Sales Representative|Head of Sales",
    "Marketing": "Marketing Manager|Content Editor|Brand Manager|Head of Marketing|Campaign Specialist",
    "Purchasing": "Purchasing Manager|Buyer|Head of Procurement|Category Manager",
    "Finance": "Chief Financial Officer|Controller|Accountant|Accounts Payable Clerk",
    "IT": "IT Manager|Systems Administrator|Software Engineer|Chief Technology Officer|Data Analyst",
    "Human Resources": "HR Manager|Recruiter|People Partner",
    "Operations": "Operations Manager|Plant Manager|Shift Supervisor|Office Manager",
    "Logistics": "Logistics Manager|Warehouse Manager|Dispatcher",
    "Customer Service": "Customer Service Manager|Support Agent|Service Technician",
    "Legal": "Legal Counsel|Data Protection Officer|Compliance Manager",
    "Research and Development": "Head of Research|Product Manager|Design Engineer|Quality Engineer",
}
DEPARTMENTS = tuple(_BY_DEPARTMENT)
# Pairs of department and title.
JOBS = tuple((department, title) for department, titles in _BY_DEPARTMENT.items() for title in titles.split("|"))

LIFECYCLE_STAGES = weighted("""
    subscriber:20 lead:30 marketing_qualified_lead:12 sales_qualified_lead:8 opportunity:8 customer:17
    evangelist:2 other:3
""")
LEAD_STATUSES = weighted("""
    new:30 open:20 in_progress:15 connected:12 attempted_to_contact:13 unqualified:6 bad_timing:4
""")
LEAD_SOURCES = weighted("""
    web:30 phone_inquiry:10 partner_referral:12 purchased_list:6 trade_fair:14 organic_search:15
    advertisement:10 other:3
""")
