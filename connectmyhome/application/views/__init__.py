"""The applicant's pages, from the first question until the application is sent."""

from connectmyhome.application.views.entry import begin, link, open_link, resume, resume_sent

__all__ = ["begin", "link", "open_link", "resume", "resume_sent"]
