"""What the tools take, as agents see it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

MOST_WAITED = 3600.0  # seconds
# Many agents give a call up after 60 s: by then they have been told the id.
WAITED = 50.0


class Confidence(BaseModel):
    """Ask several people, and take what enough of them agree on."""

    strategy: Literal["majority", "adaptive"] = Field(
        "majority",
        description="majority: until min_agreements of max_crunchers agree; adaptive: until target is reached.",
    )
    max_crunchers: int | None = Field(None, description="Ask no more people than this. Needed with majority.")
    min_agreements: int | None = Field(None, description="With majority: so many must agree.")
    target: float | None = Field(None, description="With adaptive: the wanted probability of being right, say 0.95.")
    min_crunchers: int | None = Field(None, description="With adaptive: ask at least so many people.")


Instruction = Annotated[
    str,
    Field(description="What is asked, in words that a person understands who knows nothing of this conversation."),
]
Attachments = Annotated[
    list[str] | None,
    Field(description="What the person needs to see: texts, or URLs that anybody can open, of attachments_type."),
]
MediaType = Annotated[
    Literal["text", "image", "video", "audio", "website"], Field(description="What each attachment is.")
]
Asked = Annotated[
    Confidence | None,
    Field(description="Ask several people and have them agree. Left out, one person answers."),
]
Wait = Annotated[
    float,
    Field(
        ge=0,
        le=MOST_WAITED,
        description="How many seconds to wait for the answer. Whatever is not answered by then stays asked, and "
        "get_answer gets it later; so does asking the same again, which for 10 minutes asks nobody twice.",
    ),
]
Deadline = Annotated[
    float | None, Field(description="After so many seconds nobody is asked any more. Left out, it stays asked.")
]
Id = Annotated[str, Field(description="The id that asking gave.")]
