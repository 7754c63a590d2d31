"""An application as its applicant sees it whole: sections, questions, files, consents, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.columns import ATTACHMENTS, COLUMNS
from connectmyhome.application.facts import facts_of
from connectmyhome.application.forms import FORMS
from connectmyhome.application.models import Application, Attachment, AttachmentKindChoices
from connectmyhome.application.operations import lacking
from connectmyhome.application.questions import Facts, Question, asked, documents, gone
from connectmyhome.application.wanted import utilities_by_operator
from connectmyhome.application.words import GOOD, GROUPS, SECTIONS, TITLES, UTILITIES
from connectmyhome.operators import NAMES, Operator, Utility
from portal.primitives.period import belgian_day


@dataclass(frozen=True, slots=True)
class Task:
    """One question on the list. `rows`: (label, answer in words)."""

    slug: str
    title: object
    done: bool
    optional: bool
    rows: Sequence[tuple[str, str]]

    @property
    def url_name(self) -> str:
        return f"application:{self.slug}"


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of file: what makes it good, whether it must be there, and what is there."""

    kind: AttachmentKind
    title: object
    good: object
    needed: bool
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Asked:
    """One operator: what it would connect, what it would get, and whether the applicant agrees."""

    operator: Operator
    utilities: Sequence[Utility]
    gets: Sequence[str]
    agreed: bool

    @property
    def name(self) -> str:
        return NAMES[self.operator]

    @property
    def connects(self) -> str:
        return ", ".join(str(UTILITIES[each]) for each in self.utilities)


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it."""

    sections: Sequence[tuple[object, Sequence[Task]]]
    papers: Sequence[Paper]
    asked: Sequence[Asked]
    gone: Sequence[str]
    lacks_files: bool

    @property
    def tasks(self) -> list[Task]:
        return [task for _, tasks in self.sections for task in tasks]

    @property
    def missing(self) -> list[Task]:
        return [task for task in self.tasks if not task.done]

    @property
    def answered(self) -> bool:
        """Whether it is known whom to ask for consent."""
        return not self.missing

    @property
    def agreed(self) -> bool:
        return any(one.agreed for one in self.asked)

    @property
    def complete(self) -> bool:
        return self.answered and not self.lacks_files and self.agreed


def overview_of(application: Application, *, now: datetime) -> Overview:
    """The application as it stands."""
    facts = facts_of(application, today=belgian_day(now))
    kinds = documents(facts)
    return Overview(
        sections=[
            (title, [_task(each, application, facts) for each in asked(facts) if each.section == section])
            for section, title in SECTIONS.items()
        ],
        papers=list(papers_of(application, facts)),
        asked=list(asked_of(application, facts, now)),
        gone=list(_gone(application, facts)),
        lacks_files=bool(lacking(application, kinds)),
    )


def papers_of(application: Application, facts: Facts) -> Iterator[Paper]:
    """The kinds of files that are asked for, and those files."""
    there = list(application.attachments.filter(only_for="").defer("content"))
    titles = dict(AttachmentKindChoices.choices)
    for kind, needed in documents(facts).items():
        files = [each for each in there if each.kind == kind]
        yield Paper(kind, titles[kind.value], GOOD[kind], needed, files)


def asked_of(application: Application, facts: Facts, now: datetime) -> Iterator[Asked]:
    """The operators that the application would go to."""
    agreed = set(application.consents.filter(withdrawn_at=None).values_list("operator", flat=True))
    for operator, utilities in utilities_by_operator(application, now=now).items():
        if set(utilities) & facts.utilities:
            yield Asked(operator, utilities, gets(utilities, facts), operator in agreed)


def gets(utilities: Sequence[Utility], facts: Facts) -> list[str]:
    """What an operator of these utilities gets, in words: of its columns those that are asked here (R13)."""
    keys = {key for question in asked(facts) for key in question.keys}
    columns = {key for utility in utilities for key in COLUMNS[utility]} & keys
    kinds = {kind for utility in utilities for kind in ATTACHMENTS[utility]} & set(documents(facts))
    titles = dict(AttachmentKindChoices.choices)
    return [
        *(str(words) for group, words in GROUPS if group & columns),
        _("your e-mail address and your mobile number"),
        *(_("the file: %(name)s") % {"name": titles[kind.value]} for kind in AttachmentKind if kind in kinds),
    ]


def _task(question: Question, application: Application, facts: Facts) -> Task:
    form = FORMS[question.slug](None, application=application, facts=facts)
    optional = not question.needed(facts)
    rows = list(form.rows()) if optional or any(facts.get(key) for key in question.keys) else []
    return Task(question.slug, TITLES[question.slug], question.is_done(facts), optional, rows)


def _gone(application: Application, facts: Facts) -> Iterator[str]:
    """The labels of the answers that will not be sent."""
    keys: set[Key] = set(gone(facts))
    for form in FORMS.values():
        for key in keys & set(form.base_fields):
            yield str(form.base_fields[key].label)
            keys = keys - {key}
