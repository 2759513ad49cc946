from hypothesis import settings

settings.register_profile("no deadline", deadline=None)  # two workers share two cores: time is no property
settings.load_profile("no deadline")
