"""What is said beside the figures: sources of all of them, and reference points with theirs."""

from __future__ import annotations

from designs import case_of

from nodes.designs.words import FAIRNESS, REFERENCES, sources_of


def test_sources_of__every_figure__names_its_source_or_is_an_assumption() -> None:
    more = "correspondent:\n  fee_cents: {value: 1500, source: a study}\n  repair_bps: {value: 200}\n"
    case = case_of(more=more)
    rows = {row["figure"]: row for row in sources_of(case.plan)}
    assert set(rows) == set(case.plan.figures)
    assert (
        rows["fee_cents"] | {"source": "a study", "is_assumption": False, "low": 750, "high": 3_000}
        == rows["fee_cents"]
    )
    assert (
        rows["repair_bps"] | {"source": "assumption", "is_assumption": True, "low": 100, "high": 400}
        == rows["repair_bps"]
    )


def test_references__every_one__has_its_source() -> None:
    assert [reference.percent for reference in REFERENCES] == ["6.18", "11.48", "3", ""]
    assert all(reference.source for reference in REFERENCES)
    assert any("one rate" in sentence for sentence in FAIRNESS)
