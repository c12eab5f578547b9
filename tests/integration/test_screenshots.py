"""The pictures of the README can be taken: every page that is to be shown is there for the one who is shown."""

import pytest

from app.runtime import Runtime
from scripts import screenshots
from tests.harness.petition import file_petition


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("shot", screenshots.SHOTS, ids=lambda shot: shot.name)
def test_a_page_of_the_pictures_is_there(city: Runtime, client_of, shot: screenshots.Shot) -> None:
    file_petition(city)

    answer = client_of(shot.login).get(shot.path)

    assert answer.status_code == 200


def test_pictures_have_names_of_their_own() -> None:
    names = [shot.name for shot in screenshots.SHOTS]

    assert len(set(names)) == len(names)
    assert all((screenshots.ROOT / "docs/images" / f"{name}.png").is_file() for name in names)
