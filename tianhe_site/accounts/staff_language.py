"""The language of the pages for staff."""

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.languages import answer_in

from .preferences import language_of


def speak(get_response):
    """Middleware: answer people in the language of their profile."""

    def middleware(request):
        is_of_staff = f"{request.path_info}/".startswith(STAFF_PATHS)
        if not is_of_staff or not request.user.is_authenticated:
            return get_response(request)
        return answer_in(language_of(request.user), get_response, request)

    return middleware
