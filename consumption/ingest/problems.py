"""What is wrong with a file, line by line, in words for the person who sent it."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from portal.primitives.errors import UnableTo

LISTED = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason at a line; line 0 speaks of the whole file."""

    line: int
    reason: str

    def __str__(self) -> str:
        if not self.line:
            return self.reason
        return gettext("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


class UnableToImport(UnableTo):
    """The file is refused whole: nothing of it was stored.

    `problems` are the first ones in the order of their lines, `count` is how many there are.
    """

    def __init__(self, problems: list[Problem], count: int) -> None:
        super().__init__(f"{count} problems")
        self.problems = problems
        self.count = count

    def __str__(self) -> str:
        lines = [
            gettext("Nothing was imported. Correct this in the file, then import it again:"),
            *(f"  {problem}" for problem in self.problems),
        ]
        more = self.count - len(self.problems)
        if more > 0:
            text = ngettext("… and %(count)d more problem.", "… and %(count)d more problems.", more)
            lines.append("  " + text % {"count": more})
        return "\n".join(lines)


class Problems:
    """Collects what is wrong; keeps the first fifty and counts the rest."""

    def __init__(self) -> None:
        self.listed: list[Problem] = []
        self.count = 0

    def add(self, line: int, reason: str) -> None:
        self.count += 1
        if len(self.listed) < LISTED:
            self.listed.append(Problem(line, reason))

    def stop(self, line: int, reason: str) -> UnableToImport:
        """The error for something after which it makes no sense to read on."""
        self.add(line, reason)
        return self.refusal()

    def refusal(self) -> UnableToImport:
        return UnableToImport(sorted(self.listed, key=lambda problem: problem.line), self.count)
