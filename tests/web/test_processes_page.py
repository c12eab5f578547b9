"""The pages of processes: seen by staff, deployed and retired by designers."""

import io
import json
import re

import pytest

from app.catalog.package_zip import read_zip, write_zip
from app.catalog.read_package import read_package
from tests.harness.petition import file_petition


@pytest.fixture
def files(city):
    return read_package(city.settings.processes_dir, city.settings.forms_dir, "petition").files


@pytest.fixture
def designer(client_of):
    return client_of("liuyang")


def upload(client, source, **form):
    data = {"file": (io.BytesIO(source), "package.zip"), **form}
    return client.post("/processes/deploy", data=data, content_type="multipart/form-data")


def changed(files):
    return {**files, "README.md": files["README.md"] + b"\n"}


def test_staff_see_the_process_with_picture_words_and_files(client_of):
    client = client_of("zhaolin")

    listed = client.get("/processes").text
    shown = client.get("/processes/petition").text

    assert "信访办理" in listed
    assert "<svg" in shown
    assert "批准延长办理期限" in re.sub(r"<svg.*?</svg>", "", shown, flags=re.DOTALL)
    assert "documents/opinion.html" in shown
    assert "部署流程包" not in listed


def test_a_changed_package_becomes_the_next_version_and_running_cases_stay(designer, city, files):
    file_petition(city)

    done = upload(designer, write_zip("petition", changed(files)))

    assert done.status_code == 303
    page = designer.get("/processes/petition").text
    assert "第 2 版" in page
    assert "现行" in page
    assert re.search(r"第 1 版.*?>1<", re.sub(r"\s+", "", page).replace("第1版", "第 1 版"), re.DOTALL)


def test_the_same_package_makes_no_new_version(designer, files):
    upload(designer, write_zip("petition", files))

    assert "第 2 版" not in designer.get("/processes/petition").text


def test_every_problem_of_a_package_is_shown_and_nothing_is_deployed(designer, files):
    broken = {**files, "petition.bpmn": files["petition.bpmn"].replace(b"petition-handle", b"petition-magic")}
    broken.pop("forms/petition/register.form")

    answer = upload(designer, write_zip("petition", broken))

    assert answer.status_code == 422
    assert "petition-magic" in answer.text
    assert "forms/petition/register.form" in answer.text
    assert "第 2 版" not in designer.get("/processes/petition").text


def test_a_package_can_be_checked_only(designer, files):
    answer = upload(designer, write_zip("petition", changed(files)), only_check="1")

    assert answer.status_code == 200
    assert "可以部署" in answer.text
    assert "第 2 版" not in designer.get("/processes/petition").text


@pytest.mark.parametrize("source", [b"", b"not a zip"])
def test_a_file_that_is_no_package_is_refused(designer, source):
    assert upload(designer, source).status_code == 422


def test_a_version_is_downloaded_as_it_was_deployed(designer, files):
    body = designer.get("/processes/petition/1/download").data

    assert read_zip(body).files == files


def test_a_retired_version_starts_no_case(designer, client_of):
    asked = designer.get("/processes/petition/1/retire").text
    designer.post("/processes/petition/1/retire")

    assert "停用" in asked
    assert "已停用" in designer.get("/processes/petition?version=1").text
    assert designer.post("/processes/petition/1/retire").status_code == 409


def test_the_element_templates_can_be_downloaded(designer):
    answer = designer.get("/processes/element-templates.json")

    assert "luoshu.term" in [template["id"] for template in json.loads(answer.data)]


@pytest.mark.parametrize(
    "path", ["/processes/unknown", "/processes/petition?version=77", "/processes/petition/77/download"]
)
def test_what_does_not_exist_is_not_found(designer, path):
    assert designer.get(path).status_code == 404


@pytest.mark.parametrize("login", ["zhaolin", "gaoyuan", "hexiuying", None])
def test_only_designers_deploy_and_retire(client_of, files, login):
    client = client_of(login)

    assert client.get("/processes/deploy").status_code in (303, 403)
    assert upload(client, write_zip("petition", changed(files))).status_code in (303, 403)
    assert client.post("/processes/petition/1/retire").status_code in (303, 403)
    assert "第 2 版" not in client_of("liuyang").get("/processes/petition").text


@pytest.mark.parametrize("login", ["hexiuying", None])
def test_processes_are_for_staff(client_of, login):
    assert client_of(login).get("/processes").status_code in (303, 403)
