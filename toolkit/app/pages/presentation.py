"""The closing evaluation for the projector at the annual meeting: one question a screen.

On paper, one a page of A4.
"""

from functools import partial

from toolkit.app.pages import slides
from toolkit.app.pages.board_page import open_release_page
from toolkit.app.widgets import pictures

words, _shelf, release, _several = open_release_page("presentation.css")
pictures.draw_cached("slides", [release], words, partial(slides.render_slides, release, words))
