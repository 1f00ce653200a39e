"""The sentences of which calls, e-mails, meetings and notes are made; {topic} and {day} are filled in."""

TOPICS = """
    the annual contract|the new price list|delivery times|the pilot project|the open invoice
    the service package|the training for new staff|the upgrade to the next version|the framework agreement
    spare parts|the trade fair stand|the data migration|the volume discount|the support contract
    the security review|the rollout in the branches|the maintenance plan|the product samples
    the integration with accounting|the renewal
"""
DAYS = """
    on Monday|on Tuesday|next week|by the end of the month|after the holidays|tomorrow|on Friday|in two weeks
"""
PRODUCTS = """
    Annual licence|Service package|Pilot project|Framework agreement|Training days|Upgrade|Spare parts
    Support contract|Consulting|Integration|Equipment|Maintenance plan|Rollout|Data migration
"""
OCCASIONS = "first phase|renewal|extension|new customer|second site|head office|trade fair offer|replacement"
TASKS = (
    "Call back about {topic}",
    "Send the offer for {topic}",
    "Prepare the meeting on {topic}",
    "Check {topic} with the technicians",
    "Remind of {topic} {day}",
    "Agree on a date for {topic} {day}",
    "Ask legal about {topic}",
    "Send the minutes on {topic}",
    "Update the forecast for {topic}",
    "Thank for the order of {topic}",
)

_CALLS = (
    ("Call about {topic}", "Talked about {topic}. Wants a written offer {day}."),
    ("Asked for {topic}", "Questions on {topic} answered; next call {day}."),
    ("Not reached", "Left a message on {topic}. Will try again {day}."),
    ("Complaint about {topic}", "Unhappy with {topic}. Promised an answer {day}."),
    ("{topic}: agreed", "Agreed on {topic} on the phone; written confirmation follows {day}."),
    ("Budget for {topic}", "The budget for {topic} is free; decision {day}."),
)
_EMAILS = (
    (
        "Offer for {topic}",
        "Dear all,\n\nplease find attached our offer for {topic}. Shall we talk {day}?\n\nKind regards",
    ),
    (
        "Re: {topic}",
        "Hello,\n\nthank you for your questions on {topic}. The answers follow {day}.\n\nBest wishes",
    ),
    (
        "Reminder: {topic}",
        "Hello,\n\nwe are still waiting for your answer on {topic}. Could you reply {day}?\n\nThank you",
    ),
    (
        "Documents for {topic}",
        "As discussed, the documents for {topic}. We will gladly go through them {day}.",
    ),
    (
        "Question about {topic}",
        "Could you tell us what {topic} would cost for twenty people? We decide {day}.",
    ),
    ("Order of {topic}", "We hereby order {topic} as offered. Please confirm the date {day}."),
)
_MEETINGS = (
    ("Meeting on {topic}", "Went through {topic} with purchasing and IT. Next step {day}."),
    (
        "Demo of {topic}",
        "Showed {topic} to six people; much interest, one doubt about the price. Answer {day}.",
    ),
    ("Visit on site", "Tour of the plant, then a talk about {topic}. They come to us {day}."),
    ("Negotiation of {topic}", "They ask for ten per cent off on {topic}. We answer {day}."),
    ("Kick-off for {topic}", "Roles and dates for {topic} are settled; work begins {day}."),
)
_NOTES = (
    ("Background to {topic}", "The board wants {topic} settled {day}."),
    ("Competition", "A competitor has made an offer for {topic} as well; they compare {day}."),
    ("New person in charge", "From now on a new colleague looks after {topic}. Introduction {day}."),
    ("Careful with {topic}", "There was trouble about {topic} last year. Bring it up gently {day}."),
    ("", "Mentioned in passing: {topic} is to be decided {day}."),
)
# Kind, how many in ten are of it, the directions it may have, subject and text.
ACTIVITIES = (
    ("call", 3, ("inbound", "outbound", "outbound"), _CALLS),
    ("email", 4, ("inbound", "outbound"), _EMAILS),
    ("meeting", 2, ("",), _MEETINGS),
    ("note", 1, ("",), _NOTES),
)
