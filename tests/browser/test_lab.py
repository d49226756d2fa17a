"""A student's first hour, in a real JupyterLab: `make test-browser`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browser.lab_driver import Notebook, lab_server, new_page, outside

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

OUT = Path(__file__).resolve().parents[2] / "out" / "browser"
NAMES = {"id": "01-tiga-berita-satu-rantai.ipynb", "en": "01-three-stories-one-chain.ipynb"}
SAID = {
    "id": {
        "blank": "Belum dikerjakan", "wrong": "100 kali lipat", "hint": "banyaknya nomor kali harga", "right": "Benar",
        "why": "Kisaran lebih jujur", "quotes": "tanda kutip", "caption": "Rantai",
    },
    "en": {
        "blank": "Not attempted", "wrong": "factor of 100", "hint": "times the price of one", "right": "Right",
        "why": "more honest than one number", "quotes": "put it in quotes", "caption": "chain",
    },
}  # fmt: skip
CHECK = 'exercise("1.3").check((low, high), facts)'
HINT = 'exercise("1.3").hint()'
WRONG = f"low = 25_000_000\nhigh = 100_000_000\n\n{CHECK}"
RIGHT = 'low = value["n_numbers"] * value["price_low_rp"]\n'
RIGHT += f'high = value["n_numbers"] * value["price_high_rp"]\n\n{CHECK}'


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_students_first_hour(browser, lang, tmp_path):
    said, name, folder = SAID[lang], NAMES[lang], tmp_path / "my lab"
    with lab_server(tmp_path, folder, lang) as address:
        page, asked = new_page(browser)
        book = Notebook(page, address, f"{lang}/{name}")
        assert book.dialogs() == []
        book.run_all()
        book.picture(OUT / f"{lang}-01-run.png")
        assert book.dialogs() == []
        cells = book.saved(folder / lang / name)
        assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))
        outputs = [o for c in cells for o in c["outputs"]]
        assert not [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
        assert any("image/png" in o.get("data", {}) for o in outputs)
        assert said["caption"] in book.output("draw(plots.chain")
        assert said["blank"] in book.output(CHECK)

        book.write(CHECK, WRONG)
        assert said["wrong"] in book.output(CHECK)
        book.picture(OUT / f"{lang}-01-wrong.png")
        book.write(f"# {HINT}", f" {HINT}", by_hand=True)  # as left when only the # was deleted
        assert said["hint"] in book.output(HINT)
        book.write(CHECK, RIGHT.replace('"price_low_rp"', "price_low_rp"))
        assert said["quotes"] in book.output(CHECK)
        book.write(CHECK, RIGHT)
        assert said["right"] in book.output(CHECK)
        assert said["why"] in book.output(CHECK)
        book.picture(OUT / f"{lang}-01-right.png")
        book.saved(folder / lang / name)
        assert outside(asked, address) == []
        page.close()
    written = (folder / lang / name).read_bytes()
    assert (
        json.loads((folder / "progress.json").read_text(encoding="utf-8"))["exercises"]["1.3"]["done"] is True
    )

    with lab_server(tmp_path, folder, lang) as address:
        assert (folder / lang / name).read_bytes() == written
        page, _ = new_page(browser)
        book = Notebook(page, address, f"{lang}/{name}")
        assert book.dialogs() == []
        assert 'value["price_low_rp"]' in book.cell(CHECK).text_content()
        assert said["why"] in book.output(CHECK)
        page.close()
