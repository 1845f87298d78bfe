"""The few errors that reach a person. Each message is one sentence that says what to do."""


class Open360Error(Exception):
    """Base: its text is shown as it is, never with a traceback."""


class EngineUnavailable(Open360Error):
    """OpenSearch cannot be reached, started or used right now. Trying again later may help."""


class OutsideUnavailable(Open360Error):
    """A system outside (products, summaries) cannot be reached or gives no usable answer. Nothing was changed."""


class WrongInput(Open360Error):
    """The file, option or address given cannot be used. Trying again without a change will not help."""


class NotFound(Open360Error):
    """What was asked for by its ID does not exist (any more)."""


class Forbidden(Open360Error):
    """The principal's role does not allow this."""


class SignedOut(Forbidden):
    """It is not known who asks, or they have no role here."""


class Expired(NotFound):
    """It was there and has been removed in time, as announced."""


class NoRoom(Open360Error):
    """A file cannot be written on this machine: the disk is full, or the folder closed."""


class Busy(Open360Error):
    """Something that excludes this is running; try again when it has ended."""


class AlreadyThere(WrongInput):
    """Somebody has this already: `customer_id` is whom to look at instead."""

    def __init__(self, sentence: str, customer_id: str) -> None:
        super().__init__(sentence)
        self.customer_id = customer_id


class Stale(Open360Error):
    """Somebody else changed it meanwhile. `differences` maps field IDs to (what was seen, what is there now)."""

    def __init__(self, sentence: str, differences: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        super().__init__(sentence)
        self.differences = differences
