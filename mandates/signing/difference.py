"""What an added revision changes, as pyHanko's difference analysis sees it; `revision` asks another reader."""

from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath
from pyhanko.sign.diff_analysis import StandardDiffPolicy, SuspiciousModification
from pyhanko.sign.diff_analysis.form_rules_api import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
)
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import SigFieldCreationRule, SigFieldModificationRule
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.diff_analysis.rules_api import Context

_FORM = RawPdfPath("/Root", "/AcroForm")


class _FirstForm(FormUpdatingRule):
    """pyHanko compares a form with the form before. Ours has none before: all of it is new, and one field."""

    def apply(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        if "/AcroForm" in old.root:
            raise SuspiciousModification("a form before")
        for holder, key in ((new.root, "/AcroForm"), (new.root["/AcroForm"], "/Fields")):
            if isinstance(place := holder.raw_get(key), generic.IndirectObject):
                context = Context.from_absolute(old, _FORM)
                yield (
                    ModificationLevel.LTA_UPDATES,
                    FormUpdate(updated_ref=place.reference, field_name=None, context_checked=context),
                )
        resources = new.root["/AcroForm"].get("/DR")
        if resources is not None:
            for reference in new.collect_dependencies(resources, since_revision=new.revision):
                yield ModificationLevel.FORM_FILLING, FormUpdate(updated_ref=reference, field_name=None)
        fields = new.root["/AcroForm"]["/Fields"]
        if len(fields) != 1:
            raise SuspiciousModification("fields")
        only = fields.raw_get(0).reference
        spec = FieldComparisonSpec(only.get_object()["/FT"], None, only, None)
        changed = FieldComparisonContext({str(only.get_object().get("/T", "")): spec}, old, new)
        for rule in self.field_rules:
            yield from rule.apply(changed)


# What may come with a signature; filling in a form may not.
_SIGNING_ONLY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        *(
            rule.as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (DocInfoRule(), XrefStreamRule(), ObjectStreamRule(), MetadataUpdateRule())
        ),
    ],
    form_rule=_FirstForm(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
)


def is_signature_only(reader: PdfFileReader) -> bool:
    """Whether the last revision adds a signature and nothing else."""
    last = reader.xrefs.total_revisions - 1
    before, after = (reader.get_historical_resolver(number) for number in (last - 1, last))
    try:
        _SIGNING_ONLY.apply(before, after)
    except SuspiciousModification:
        return False
    return True
