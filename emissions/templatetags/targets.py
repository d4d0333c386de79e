"""Values of targets, each in its unit."""

from django import template

from emissions import progress

register = template.Library()
register.simple_tag(progress.amount)
