"""The forms of an application: coming in, one question each, files, consent."""
