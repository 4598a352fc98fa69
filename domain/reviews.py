"""What customers think of what they bought, and how it comes before everyone."""

from __future__ import annotations

from typing import Annotated

from tortoise import fields
from tortoise.expressions import Q
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from domain.catalogue import BACK_OFFICE, CLERK, Release
from domain.customers import Customer
from domain.orders import BOUGHT
from gateway.declare import ALL, EXCEPT, Policy, Refusal, action, caller, rule


class Review(Model):
    """What a customer thinks of a release."""

    id = fields.IntField(primary_key=True, description="The review's key.")
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "domain.Release",
        related_name="reviews",
        db_index=True,
        on_delete=fields.CASCADE,
        description="What the review is about.",
    )
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "domain.Customer",
        related_name="reviews",
        db_index=True,
        on_delete=fields.CASCADE,
        description="Who wrote it.",
    )
    stars = fields.SmallIntField(db_index=True, description="From 1 (poor) to 5 (splendid).")
    text = fields.TextField(null=True, description="The customer's words, if any.")
    published = fields.BooleanField(default=False, db_index=True, description="Whether everyone may read it.")
    written_at = fields.DatetimeField(auto_now_add=True, db_index=True, description="When it was written.")

    class Meta:
        table = "review"
        unique_together = (("customer", "release"),)
        constraints = (CheckConstraint(name="review_stars", check="stars BETWEEN 1 AND 5"),)


class ReviewPolicy(Policy, model=Review):
    read = (
        rule(Q(published=True), fields=EXCEPT("published")),
        rule(Q(customer__account_id=caller.id), roles="customer"),
        rule(ALL, roles=BACK_OFFICE),
    )
    # Who has bought a release says what it is worth; what was changed is read again before everyone sees it.
    create = rule(
        roles="customer",
        preset={"customer__account_id": caller.id},
        fields={"release", "stars", "text"},
        check=Q(
            release__order_lines__order__customer__account_id=caller.id,
            release__order_lines__order__status__in=BOUGHT,
        ),
    )
    update = (
        rule(
            Q(customer__account_id=caller.id),
            roles="customer",
            fields={"stars", "text"},
            preset={"published": False},
            check=Q(customer__account_id=caller.id),
        ),
        rule(roles=CLERK, fields={"published"}),
    )
    delete = rule(Q(customer__account_id=caller.id), roles="customer") | rule(roles=CLERK)


class AlreadyPublished(Refusal):
    code, title = "REVIEW_PUBLISHED", "Everyone reads this review already"


@action(on=Review, roles=CLERK, errors=(AlreadyPublished,))
async def publish_review(review: Annotated[int, Review, "The review that everyone shall read."]) -> Review:
    """Let everyone read a review, once somebody of the shop has."""
    if not await Review.filter(id=review, published=False).update(published=True):
        raise AlreadyPublished(f"Review {review} is published already.", pointer="/review")
    return await Review.get(id=review)
