"""Judging papers away from the request: issuers of certificates are asked, and may be slow."""

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from mandates.papers.models import SignedPaper
from mandates.papers.operations import forget_contents, judge_paper, withdraw_overtaken
from mandates.papers.states import PaperState

log = structlog.get_logger(__name__)

_LEFT_BEHIND = timedelta(minutes=3)  # longer than a judgement takes


def wake(paper_id: int) -> None:
    """Have a worker judge this paper now. Without a broker the sweeper finds it a little later."""
    try:
        judge.apply_async((paper_id,), retry=False)
    except OperationalError:
        log.warning("papers_left_to_the_sweeper")


@shared_task(name="papers.judge")
def judge(paper_id: int, **_: Any) -> None:
    """Judge one paper."""
    judge_paper(paper_id=paper_id, now=timezone.now())


@shared_task(name="papers.sweep")
def sweep(**_: Any) -> None:
    """Hand out the papers whose task was lost, and put away those that nobody needs any more."""
    now = timezone.now()
    withdraw_overtaken(now=now)
    left = SignedPaper.objects.filter(state=PaperState.RECEIVED, uploaded_at__lt=now - _LEFT_BEHIND)
    for paper_id in left.order_by("uploaded_at").values_list("pk", flat=True)[:100]:
        wake(paper_id)


@shared_task(name="papers.forget")
def forget(**_: Any) -> None:
    """Erase the files of papers decided some months ago."""
    forget_contents(now=timezone.now())
