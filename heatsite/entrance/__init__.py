"""Signing in and up, forgotten passwords, and what people change about themselves.

Signing up, forgotten passwords and the confirming of addresses are django-allauth's. Signing in is Django's view: the
work page's layer posts to it, and axes counts its failures. Changing one's password and address without mail is ours.
"""
