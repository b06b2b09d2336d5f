"""Scores the messages of tests/eval and writes the figures and the picture of docs/accuracy.md. Run by `make eval`."""

from __future__ import annotations

from html import escape
from pathlib import Path

from helpline.cli.evaluate import rows, score, table, topics
from helpline.content.load import load_content
from helpline.match.evaluate import Scored, by_part, tally
from helpline.match.matcher import Matcher

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- figures: written by make eval -->", "<!-- end of figures -->"
CELL, LEFT, TOP = 22, 190, 175


def main() -> None:
    """Score, print the table, write the document and the picture."""
    matcher = Matcher(load_content(ROOT)[0], ROOT / "var/cache")
    scored = [
        item
        for path in sorted((ROOT / "tests/eval").glob("*.jsonl"))
        for item in score(matcher, list(rows(path)), show=True)
    ]
    parts = {f"{part} {lang or '-'}": tally(items) for (part, lang, _), items in by_part(scored).items()}
    figures = table(parts)
    print(figures)
    print(topics(tally(scored)))
    page = ROOT / "docs/accuracy.md"
    text = page.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{head}{BEGIN}\n```\n{figures}\n```\n{END}{tail}", encoding="utf-8")
    aside = [item for item in scored if "seen" not in item.row.part.split(".")[-1] and "/" not in item.row.part]
    (ROOT / "docs/confusions.svg").write_text(picture(aside), encoding="utf-8")


def picture(scored: list[Scored]) -> str:
    """Return an SVG: a row for what was meant, a column for what was given, the darker the more often; rights are outlined."""
    pairs: dict[tuple[str, str], int] = {}
    for item in scored:
        got = (
            "choices" if item.match.outcome == "choices" else item.match.topics[0] if item.match.topics else "fallback"
        )
        got = "refer" if got.startswith("refer-") else "number" if got.startswith("number") else got
        meant = got if got in item.row.gold else item.row.gold[0]
        meant = "number" if meant.startswith("number") else meant
        pairs[meant, got] = pairs.get((meant, got), 0) + 1
    meants = sorted({meant for meant, _ in pairs})
    gots = [*meants, *sorted({got for _, got in pairs} - set(meants))]
    totals = {meant: sum(count for (m, _), count in pairs.items() if m == meant) for meant in meants}
    width, height = LEFT + CELL * len(gots) + 20, TOP + CELL * len(meants) + 20
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for x, got in enumerate(gots):
        at = LEFT + CELL * x + CELL / 2 + 4
        out.append(f'<text transform="translate({at},{TOP - 6}) rotate(-60)">{escape(got)}</text>')
    for y, meant in enumerate(meants):
        top = TOP + CELL * y
        out.append(f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(meant)} ({totals[meant]})</text>')
        for x, got in enumerate(gots):
            count = pairs.get((meant, got), 0)
            shade = 255 - round(200 * count / totals[meant]) if count else 255
            edge = ' stroke="#0b5cad" stroke-width="1.5"' if meant == got else ' stroke="#ddd" stroke-width=".5"'
            fill = f"rgb({shade},{shade},255)" if meant == got or meant == "none" else f"rgb(255,{shade},{shade})"
            out.append(
                f'<rect x="{LEFT + CELL * x}" y="{top}" width="{CELL - 2}" height="{CELL - 2}" fill="{fill}"{edge}/>'
            )
            if count:
                out.append(
                    f'<text x="{LEFT + CELL * x + CELL / 2 - 1}" y="{top + 14}" text-anchor="middle" font-size="9">{count}</text>'
                )
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
