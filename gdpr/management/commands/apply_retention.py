"""Apply the rules of retention now."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from contacts.management.prepared import PreparedCommand
from contacts.models import ChangeSet
from gdpr.models import RetentionRule
from gdpr.retention import apply_rules, plan_retention

SOME_FAILED = 1
TOLD = "{rule}: {due} due, {held} kept by a hold, {done} done. {message}"


class Command(PreparedCommand):
    help = "Applies the active rules of retention. Exit code: 0 done, 1 some rule cannot be applied."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen, of all rules")
        parser.add_argument("--json", action="store_true", help="print the result as JSON, as the last line")

    def handle(self, **options: Any) -> None:
        rules = self._planned() if options["dry_run"] else self._applied()
        for rule in rules:
            self.stderr.write(TOLD.format_map(rule).strip())
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "rules": rules}))
        if any(rule["message"] for rule in rules):
            raise SystemExit(SOME_FAILED)

    def _planned(self) -> list[dict[str, Any]]:
        now = timezone.now()
        plans = (plan_retention(rule, now=now) for rule in RetentionRule.objects.all())
        return [plan.as_json() | {"done": 0, "message": ""} for plan in plans]

    def _applied(self) -> list[dict[str, Any]]:
        runs = apply_rules(now=timezone.now(), door=ChangeSet.Door.COMMAND)
        return [
            {"rule": run.rule.name, "action": run.action, "due": run.due, "held": run.held, "done": run.done}
            | {"message": run.message}
            for run in runs
        ]
