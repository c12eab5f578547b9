"""Draw the sample documents of every format as pictures for the reference: docs/images/official-*.png.

usage: python -m scripts.official_pictures [FOLDER]
"""

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

from app.cli._official_samples import SAMPLES
from app.documents.official import render_pdf

_SCALE = 0.9
_EDGE = 8
_GREY = (214, 214, 210)


def main(folder: Path) -> None:
    """Write one picture a sample, its pages side by side."""
    for name, (layout, document) in SAMPLES.items():
        pages = pypdfium2.PdfDocument(render_pdf(document, layout))
        pictures = [pages[at].render(scale=_SCALE).to_pil() for at in range(len(pages))]
        width, height = pictures[0].size
        sheet = Image.new("RGB", ((width + _EDGE) * len(pictures) + _EDGE, height + 2 * _EDGE), _GREY)
        for at, picture in enumerate(pictures):
            sheet.paste(picture, (_EDGE + at * (width + _EDGE), _EDGE))
        sheet.quantize(32).save(folder / f"official-{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
