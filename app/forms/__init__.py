"""Forms: form-js files loaded strictly, shown without JavaScript, answers read and validated on the server.

It knows FEEL and nothing else beside it: no HTTP, no database, no files on disk.
"""

from app.forms.answers import AnswerRow, check_answers, receipt_rows
from app.forms.build import build_view
from app.forms.definition import Field, Form
from app.forms.export import json_schema
from app.forms.load import load_form
from app.forms.posting import as_post
from app.forms.problems import FormProblem, InvalidFormError
from app.forms.submission import Submission, parse
from app.forms.upload import AcceptedFile, UploadedFile, UploadLimits
from app.forms.view import FormView

__all__ = [
    "AcceptedFile",
    "AnswerRow",
    "Field",
    "Form",
    "FormProblem",
    "FormView",
    "InvalidFormError",
    "Submission",
    "UploadLimits",
    "UploadedFile",
    "as_post",
    "build_view",
    "check_answers",
    "json_schema",
    "load_form",
    "parse",
    "receipt_rows",
]
