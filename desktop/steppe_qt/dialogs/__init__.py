"""The dialogs beside the solving window: models, settings, and the page of a first start without a model."""
