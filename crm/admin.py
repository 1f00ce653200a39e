"""Users, teams, roles, tokens of the API, and the jobs of the workers."""

import knox.admin  # noqa: F401 (it registers the tokens, which are registered anew here)
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import model_ngettext
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from knox.models import AuthToken
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from crm.models import Team, User

NAMES = ["first_name", "last_name", "username"]

admin.site.index_title = "Home"
admin.site.unregister([AuthToken, Group, ProcrastinateJob])


@admin.register(User)
class StaffAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "email", "team", "is_staff", "is_active"]
    list_filter = ["team", "is_staff", "is_superuser", "is_active", "groups"]
    list_select_related = ["team"]
    fieldsets = [
        *UserAdmin.fieldsets[:1],
        ("Person", {"fields": [("first_name", "last_name"), "email", "team"]}),
        *UserAdmin.fieldsets[2:],
    ]
    readonly_fields = ["last_login", "date_joined"]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or may_choose(request)

    def get_queryset(self, request):
        users = super().get_queryset(request)
        return users.filter(is_active=True) if is_choosing(request) else users

    def get_search_fields(self, request):
        return NAMES if is_choosing(request) else super().get_search_fields(request)

    def has_delete_permission(self, request, obj=None):
        # History names them: an account is deactivated, not deleted.
        return False


def is_choosing(request) -> bool:
    """Whether a drop-down asks for colleagues."""
    return bool(request.resolver_match) and request.resolver_match.url_name == "autocomplete"


def may_choose(request) -> bool:
    """Whether somebody looks for the owner of a row, of a table whose owners they see or name anyway."""
    app, model = request.GET.get("app_label", ""), request.GET.get("model_name", "")
    return is_choosing(request) and any(
        request.user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "add", "change")
    )


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    pass


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    search_fields = ["name"]


@admin.register(AuthToken)
class TokenAdmin(ModelAdmin):
    """Tokens are made by `manage.py api_token`, and deleted here to revoke them.

    They have no pages of their own, whose titles would show their hashes.
    """

    list_display = ["token_key", "user", "created", "expiry"]
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["token_key", "user__username"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        return obj is None and super().has_delete_permission(request)

    def get_deleted_objects(self, objs, request):
        named = [known_by(token) for token in objs]
        return named, {model_ngettext(self.opts, len(named)): len(named)}, set(), []

    def log_deletions(self, request, queryset):
        kind = ContentType.objects.get_for_model(AuthToken)
        LogEntry.objects.bulk_create(
            LogEntry(
                user=request.user,
                content_type=kind,
                object_id=token.token_key,
                object_repr=known_by(token),
                action_flag=DELETION,
            )
            for token in queryset
        )


def known_by(token: AuthToken) -> str:
    """Whose token it is, and how it begins."""
    return f"{token.token_key}… of {token.user}"


class StatusFilter(admin.SimpleListFilter):
    """By the status of jobs; the database would not take a word that is none."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [(status.value, status.value) for status in Status]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return (
            queryset.filter(status=self.value())
            if self.value() in {status.value for status in Status}
            else queryset.none()
        )


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin, ModelAdmin):
    inlines = []
    list_filter = [StatusFilter, "task_name"]
