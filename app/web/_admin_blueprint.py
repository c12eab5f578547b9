"""The blueprint that the pages of administrators about people share."""

from flask import Blueprint

blueprint = Blueprint("admin_people", __name__, url_prefix="/admin")
