"""The desk of those who work with contacts: one module per aggregate."""

from contacts.admin import (  # noqa: F401 (each registers its models)
    activity,
    bulk_run,
    change_set,
    company,
    contact,
    contact_list,
    custom_field,
    deal,
    duplicate_pair,
    duplicates_panel,
    export_run,
    field_choice,
    import_mapping,
    import_run,
    lists_panel,
    merge_run,
    saved_view,
    tag,
    task,
)
