"""Users, teams, roles, and the jobs of the workers."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from crm.models import Team, User

admin.site.index_title = "Home"
admin.site.unregister([Group, ProcrastinateJob])


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
        # Whoever adds a contact may name a colleague as its owner.
        is_choosing = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        return super().has_view_permission(request, obj) or bool(is_choosing and request.user.is_staff)

    def has_delete_permission(self, request, obj=None):
        # History names them: an account is deactivated, not deleted.
        return False


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    pass


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    search_fields = ["name"]


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin, ModelAdmin):
    inlines = []
    list_filter = ["status", "task_name"]
