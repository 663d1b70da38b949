"""The request bodies of the two documents that the API was drawn from: (name, type, body).

Those of the second document stand as they are printed. The first has lost its URLs, which are blank here, and its
outer braces, which are mended.
"""

from typing import Any

CATS = {"instruction": "Mark all the cats in the image", "attachments_type": "image"}
VIOLENCE = {
    "instruction": "Does the image contain violent content?",
    "attachments_type": "image",
    "choices_type": "text",
    "choices": ["no violence", "mild violence", "intense violence"],
}
COLOUR = {
    "instruction": "What color is the cat",
    "choices_type": "text",
    "choices": ["gray", "white", "black", "ginger"],
}
EXPRESSION = {"instruction": "What's the facial expression of the cat?"}
AGGRESSION = {
    "instruction": "How aggressive is the cat?",
    "rating_min": 0,
    "rating_max": 10,
    "label_min": "not aggressive",
    "label_max": "very aggressive",
}
AGE = {
    "instruction": "Estimate the age of the person in the image",
    "attachments_type": "image",
    "rating_min": 0,
    "rating_max": 100,
    "rating_step": 5,
}
ACCESSORIES = {"instruction": "Mark the fashion accessories in the image", "attachments_type": "image"}
TRANSLATION = {
    "instruction": "Translate from Spanish to English",
    "attachments_type": "text",
    "attachments": ["hola mundo"],
}
CAKE = {"instruction": "A picture of a birthday cake"}
CAT_FILM = {"instruction": "A video of a cat walking"}
WORD = {"instruction": "Pronounce the word", "attachments_type": "text", "attachments": ["encyclopedia"]}
BALANCE = (
    "An automated system will tell you the current balance in an account. Please write down the balance in the response"
)


def _pictures(url: str, cats: str, person: str, outfit: str) -> list[tuple[str, dict[str, Any]]]:
    """The bodies that both documents have, with the URLs of one of them."""
    return [
        ("multiple-choice", {**VIOLENCE, "attachments": [url]}),
        ("free-text", TRANSLATION),
        ("rating", {**AGE, "attachments": [person]}),
        ("image", CAKE),
        ("video", CAT_FILM),
        ("audio", WORD),
        ("annotations", {**ACCESSORIES, "attachments": [outfit]}),
        ("annotations-with-multiple-choice", {**CATS, "attachments": [cats], "per_annotation": COLOUR}),
        ("annotations-with-free-text", {**CATS, "attachments": [cats], "per_annotation": EXPRESSION}),
        ("annotations-with-rating", {**CATS, "attachments": [cats], "per_annotation": AGGRESSION}),
    ]


SECOND_DOCUMENT: list[tuple[str, str, dict[str, Any]]] = [
    *(
        (f"second document, {name}", name, body)
        for name, body in _pictures(
            "http://i.imgur.com/qRWH5.jpg",
            "http://i.imgur.com/2hOoEp1.jpg",
            "http://i.imgur.com/GWxg2wC.jpg",
            "http://i.imgur.com/piKjc.jpg",
        )
    ),
    (
        "second document, a phone call",
        "free-text",
        {
            "instruction": f"Please dial the number below and enter the supplied PIN code. {BALANCE}",
            "attachments_type": "text",
            "attachments": ["dial:+1212123456", "PIN Code: 1234"],
            "validation": "number",
        },
    ),
]

FIRST_DOCUMENT: list[tuple[str, str, dict[str, Any]]] = [
    *((f"first document, {name}", name, body) for name, body in _pictures("", "", "", "")),
    (
        "first document, a phone call",
        "free-text",
        {
            "instruction": (
                "Please dial the number below and enter. The supplied PIN code will be entered automaticall "
                f"(no need to enter it). {BALANCE}"
            ),
            "attachments_type": "text",
            "attachments": ["", "PIN Code: 1234"],
            "validation": "number",
        },
    ),
    (
        "first document, majority voting",
        "multiple-choice",
        {
            **VIOLENCE,
            "attachments": [""],
            "confidence": {"strategy": "majority", "min_agreements": 2, "max_crunchers": 3},
        },
    ),
]

SEED_BODIES = SECOND_DOCUMENT + FIRST_DOCUMENT
