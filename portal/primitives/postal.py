"""Where a letter goes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A Belgian address as it stands in the window of an envelope: at most four lines."""

    name: str
    street: str  # street, number and box: "Rue de Fer 12 / 3"
    postal_code: str
    locality: str

    @property
    def lines(self) -> list[str]:
        """The lines from the top; an empty name is left out."""
        return [line for line in (self.name, self.street, f"{self.postal_code} {self.locality}") if line]
