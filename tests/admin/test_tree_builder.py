"""From entries to the tree that is wanted, and from there to a plan."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.admin.plan import Plan, make_plan
from startalk_desktop.admin.staff import Origin, Problems, StaffEntry, Visibility
from startalk_desktop.admin.tree_builder import WantedTree, build_tree, check_sizes
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import build_index
from startalk_desktop.model.organisation import TreeFault
from startalk_desktop.xmpp.org_names import INDEX_ID
from startalk_desktop.xmpp.org_publishing import PublishedTree

NOTHING = PublishedTree()


def entry(local: str, path: str, line: int = 1, **fields: object) -> StaffEntry:
    values: dict[str, object] = {"name": local.upper(), **fields}
    return StaffEntry(
        jid=Jid(local, "acme.example"),
        path=tuple(path.split("/")),
        origin=Origin("staff.csv", line),
        **values,  # type: ignore[arg-type]
    )


def build(*entries: StaffEntry, published: PublishedTree = NOTHING) -> WantedTree:
    problems = Problems()
    tree = build_tree("Acme", entries, published, problems)
    assert list(problems.lines()) == []
    return tree


def complaints(*entries: StaffEntry) -> list[str]:
    problems = Problems()
    build_tree("Acme", entries, NOTHING, problems)
    return list(problems.lines())


def publish(tree: WantedTree, revision: str = "1") -> PublishedTree:
    """What a node holds once the tree is published."""
    units = {unit.id: unit for unit in tree.units}
    index = build_index(tree.name, revision, tree.units)
    return PublishedTree(
        index, units, frozenset({*units, INDEX_ID}), {"pubsub#access_model": "open"}
    )


def by_path(tree: WantedTree) -> dict[str, str]:
    return {"/".join(path): unit_id for unit_id, path in tree.paths.items()}


class TestTree:
    def test_units_above_are_made(self) -> None:
        tree = build(entry("a", "HQ/RD/QA"), entry("b", "HQ"))
        assert [(unit.name, len(unit.members)) for unit in tree.units] == [
            ("HQ", 1),
            ("RD", 0),
            ("QA", 1),
        ]
        ids = by_path(tree)
        assert [unit.parent for unit in tree.units] == ["", ids["HQ"], ids["HQ/RD"]]

    def test_the_sequence_is_the_tables_unless_it_says_otherwise(self) -> None:
        tree = build(entry("a", "HQ"), entry("b", "HQ"), entry("c", "HQ", order=0))
        assert [(m.jid.local, m.order) for m in tree.units[0].members] == [
            ("a", 0),
            ("b", 1),
            ("c", 0),
        ]

    def test_ids_are_the_same_each_time_and_given_ones_are_kept(self) -> None:
        first = build(entry("a", "HQ/RD", unit_id="rd"))
        assert by_path(first)["HQ/RD"] == "rd"
        assert build(entry("a", "HQ/RD", unit_id="rd")) == first

    def test_the_hidden_leave_no_trace(self) -> None:
        tree = build(
            entry("a", "HQ/RD"),
            entry("b", "HQ/RD", visibility=Visibility.HIDDEN),
            entry("c", "HQ/Secret/Lab", visibility=Visibility.HIDDEN, unit_id="lab"),
        )
        assert set(by_path(tree)) == {"HQ", "HQ/RD"}
        assert "b@" not in repr(tree)

    def test_whom_people_report_to_is_in_the_tree_unless_hidden(self) -> None:
        boss, hidden = Jid("boss", "acme.example"), Jid("hidden", "acme.example")
        tree = build(
            entry("boss", "HQ", manager=hidden),
            entry("a", "HQ", manager=boss),
            entry("hidden", "HQ", visibility=Visibility.HIDDEN),
        )
        managers = {one.jid.local: one.manager for one in tree.units[0].members}
        assert managers == {"boss": None, "a": boss}
        assert "hidden" not in repr(tree)

    def test_a_manager_who_is_nobody_and_a_circle_are_told_once(self) -> None:
        def of(local: str) -> Jid:
            return Jid(local, "acme.example")

        found = complaints(
            entry("a", "HQ", 2, manager=of("b")),
            entry("b", "HQ", 3, manager=of("c")),
            entry("c", "HQ", 4, manager=of("b")),
            entry("d", "HQ", 5, manager=of("gone")),
        )
        assert len(found) == 2
        assert "b@acme.example → c@acme.example → b@acme.example" in found[0]
        assert "d@acme.example reports to gone@acme.example, who is not in the source" in found[1]

    @pytest.mark.parametrize(
        ("entries", "words"),
        [
            (
                [entry("a", "HQ", 2), entry("a", "HQ", 3)],
                "staff.csv:3: a@acme.example is in HQ already",
            ),
            ([entry("a", "HQ", 2), entry("a", "RD", 3, name="B")], "is called 'B' here and 'A'"),
            (
                [entry("a", "HQ", 2), entry("a", "RD", 3, visibility=Visibility.HIDDEN)],
                "is hidden here and company",
            ),
            (
                [entry("a", "HQ", 2, unit_id="x"), entry("b", "HQ", 3, unit_id="y")],
                "HQ has the id 'y' here and 'x'",
            ),
            (
                [entry("a", "HQ", 2, unit_id="x"), entry("b", "RD", 3, unit_id="x")],
                "the id 'x' is RD here and HQ",
            ),
        ],
    )
    def test_contradictions_are_told(self, entries: list[StaffEntry], words: str) -> None:
        found = complaints(*entries)
        assert len(found) == 1
        assert words in found[0]

    def test_what_no_server_takes_is_told(self) -> None:
        tree = build(*(entry(f"p{n}", "HQ/Hall") for n in range(200)), entry("x", "HQ/Other"))
        problems = Problems()
        check_sizes(tree, 5_000, Origin("staff.csv"), problems)
        (line,) = problems.lines()
        assert "HQ/Hall has 200 people" in line
        assert "split it" in line


class TestMatching:
    def test_a_renamed_unit_keeps_its_id(self) -> None:
        before = build(entry("a", "HQ/RD"), entry("b", "HQ/RD"), entry("c", "HQ/HR"))
        after = build(
            entry("a", "HQ/Tech"),
            entry("b", "HQ/Tech"),
            entry("c", "HQ/HR"),
            published=publish(before),
        )
        assert by_path(after)["HQ/Tech"] == by_path(before)["HQ/RD"]

    def test_a_moved_branch_keeps_all_its_ids(self) -> None:
        before = build(entry("a", "HQ/RD/QA"), entry("b", "HQ/RD"), entry("c", "HQ/Ops"))
        after = build(
            entry("a", "HQ/Ops/RD/QA"),
            entry("b", "HQ/Ops/RD"),
            entry("c", "HQ/Ops"),
            published=publish(before),
        )
        assert by_path(after)["HQ/Ops/RD"] == by_path(before)["HQ/RD"]
        assert by_path(after)["HQ/Ops/RD/QA"] == by_path(before)["HQ/RD/QA"]

    def test_a_unit_and_the_only_one_in_it_are_not_mixed_up(self) -> None:
        before = build(entry("a", "HQ/RD/QA"), entry("z", "HQ"))
        after = build(entry("a", "Main/RD/QA"), entry("z", "Main"), published=publish(before))
        old, new = by_path(before), by_path(after)
        assert new["Main"] == old["HQ"]
        assert new["Main/RD"] == old["HQ/RD"]
        assert new["Main/RD/QA"] == old["HQ/RD/QA"]

    def test_other_people_are_another_unit(self) -> None:
        before = build(entry("a", "HQ/RD"), entry("b", "HQ"))
        after = build(entry("x", "HQ/Lab"), entry("b", "HQ"), published=publish(before))
        assert by_path(after)["HQ/Lab"] not in by_path(before).values()

    def test_an_id_that_is_given_wins(self) -> None:
        before = build(entry("a", "HQ", unit_id="1"), entry("b", "RD", unit_id="2"))
        after = build(
            entry("a", "RD", unit_id="1"), entry("b", "HQ", unit_id="2"), published=publish(before)
        )
        assert by_path(after) == {"RD": "1", "HQ": "2"}

    def test_a_circle_in_what_is_published_ends(self) -> None:
        before = build(entry("a", "A/B"), entry("b", "C"))
        first, second, third = before.units
        loop = {
            first.id: replace(first, parent=second.id),
            second.id: second,
            third.id: third,
        }
        published = PublishedTree(None, loop, frozenset(loop))
        build(entry("a", "A/B"), entry("b", "C"), published=published)


class TestPlan:
    def test_nothing_changes_nothing(self) -> None:
        tree = build(entry("a", "HQ/RD"), entry("b", "HQ"))
        assert make_plan(tree, publish(tree)).is_empty

    def test_the_first_time_all_is_sent(self) -> None:
        tree = build(entry("a", "HQ/RD"), entry("b", "HQ"))
        plan = make_plan(tree, NOTHING)
        assert len(plan.puts) == 2
        assert plan.index is not None
        assert plan.index.revision == "1"
        assert (plan.people_before, plan.people_after) == (0, 2)

    def test_everything_is_named(self) -> None:
        before = publish(build(
            entry("a", "HQ/RD"), entry("b", "HQ/RD"), entry("c", "HQ/HR"), entry("d", "HQ/Old"),
            entry("e", "HQ"),
        ))  # fmt: skip
        after = build(
            entry("a", "HQ/Tech"), entry("b", "HQ/Tech"), entry("c", "HR"), entry("e", "HQ/Tech"),
            entry("f", "HQ", title="New"), published=before,
        )  # fmt: skip
        plan = make_plan(after, before)
        assert [change.after for change in plan.units_renamed] == [("HQ", "Tech")]
        assert [change.after for change in plan.units_moved] == [("HR",)]
        assert plan.units_removed == (("HQ", "Old"),)
        assert plan.units_added == ()
        assert names(plan, "added") == ["f"]
        assert names(plan, "removed") == ["d"]
        assert names(plan, "moved") == ["e"]
        assert len(plan.removals) == 1

    def test_a_new_title_is_a_change_and_a_new_row_is_none(self) -> None:
        before = publish(build(entry("a", "HQ"), entry("b", "HQ")))
        plan = make_plan(
            build(entry("b", "HQ"), entry("a", "HQ", title="CEO"), published=before), before
        )
        assert names(plan, "changed") == ["a"]
        assert len(plan.puts) == 1

    def test_another_manager_is_a_change(self) -> None:
        before = publish(build(entry("a", "HQ"), entry("b", "HQ")))
        led = entry("a", "HQ", manager=Jid("b", "acme.example"))
        plan = make_plan(build(led, entry("b", "HQ"), published=before), before)
        assert names(plan, "changed") == ["a"]
        assert len(plan.puts) == 1
        assert plan.index is not None

    def test_what_is_published_with_faults_is_sent_again(self) -> None:
        tree = build(entry("a", "HQ"))
        good = publish(tree)
        (unit,) = tree.units
        bad = replace(unit, faults=((TreeFault.PERSON_TWICE, 1),))
        plan = make_plan(tree, replace(good, units={unit.id: bad}))
        assert plan.puts == (unit,)

    def test_what_is_left_from_a_run_that_broke_off_is_taken_away(self) -> None:
        tree = build(entry("a", "HQ"))
        good = publish(tree)
        plan = make_plan(tree, replace(good, item_ids=good.item_ids | {"left-over"}))
        assert plan.removals == ("left-over",)
        assert plan.index is None


def names(plan: Plan, what: str) -> list[str]:
    return [member.jid.local for member in getattr(plan, f"people_{what}")]


STAFF = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"), st.sampled_from(["A", "A/B", "A/B/C", "D", "D/B", "A/C"])
    ),
    unique=True,
    max_size=20,
)


@given(STAFF, STAFF)
def test_a_plan_that_is_carried_out_leaves_nothing_to_do(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    before = publish(build(*(entry(*each) for each in first)))
    entries = [entry(*each) for each in second]
    tree = build(*entries, published=before)
    plan = make_plan(tree, before)
    units = {
        unit_id: unit for unit_id, unit in before.units.items() if unit_id not in plan.removals
    }
    units |= {unit.id: unit for unit in plan.puts}
    after = PublishedTree(plan.index or before.index, units, frozenset({*units, INDEX_ID}))
    again = build(*entries, published=after)
    assert again.paths == tree.paths
    assert make_plan(again, after).is_empty
    named = {head.id for head in (plan.index or before.index).units}  # type: ignore[union-attr]
    assert named == set(units), "the index names what is there, and nothing else"
