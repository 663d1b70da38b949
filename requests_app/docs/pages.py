"""The pages of the documentation: their order, their names, and the calls that each shows."""

from dataclasses import dataclass, field

from requests_app.examples import Example, question
from requests_app.request_types import REQUEST_TYPES

WEATHER = {"instruction": "How is the weather where you are?", "choices": ["sun", "clouds", "rain", "snow"]}
TRANSLATE = {"instruction": "Translate from Spanish to English", "attachments": ["hola mundo"]}
TWO_OF_THREE = {"confidence": {"min_agreements": 2, "max_crunchers": 3}}
SAMPLE_REQUEST = "44647b6f-b033-4788-9ee2-9d7aa5cb0158"


@dataclass(frozen=True)
class Page:
    """One page: `slug` in its address and its template's name; its examples by their names."""

    slug: str
    title: str
    summary: str
    examples: tuple[Example, ...] = field(default=())


PAGES = (
    Page(
        "",
        "Getting started",
        "From a key to an answer.",
        (question("first", "multiple-choice", {**WEATHER, "max_answers": 1}, block=30),),
    ),
    Page(
        "waiting",
        "Waiting for people",
        "Hold the call, ask again, or be called.",
        (
            question("blocking", "free-text", TRANSLATE, block=60),
            Example(
                "again",
                "GET",
                f"/v1/requests/{SAMPLE_REQUEST}?block=60",
                python=f'done = heat.wait("{SAMPLE_REQUEST}")\nprint(done.status, done.response)',
                node=f'const done = await heat.waitForRequest("{SAMPLE_REQUEST}");\n'
                "console.log(done.status, done.response);",
            ),
            Example(
                "response",
                "GET",
                f"/v1/responses/{SAMPLE_REQUEST}",
                python=f'print(heat.response("{SAMPLE_REQUEST}"))',
                node=f'console.log(await heat.getResponse("{SAMPLE_REQUEST}"));',
            ),
        ),
    ),
    Page(
        "confidence",
        "Confidence",
        "Ask several people, and get what they agree on.",
        (
            question("majority", "multiple-choice", {**WEATHER, "max_answers": 1, **TWO_OF_THREE}),
            question(
                "adaptive",
                "multiple-choice",
                {**WEATHER, "max_answers": 1, "confidence": {"strategy": "adaptive", "target": 0.95}},
            ),
        ),
    ),
    Page(
        "staging",
        "Staging",
        "Write and test your program without people.",
        (
            question("flagged", "free-text", {**TRANSLATE, "staging": {"status": "flagged"}}),
            question("later", "free-text", {**TRANSLATE, "staging": {"after": 2, "response": "hello world"}}, block=10),
            question("disagreeing", "free-text", {**TRANSLATE, **TWO_OF_THREE, "staging": {"agree": False}}),
        ),
    ),
    Page(
        "batches",
        "Batches",
        "Up to 10,000 questions in one call, all or nothing.",
        (
            Example(
                "batch",
                "POST",
                "/v1/batch",
                {
                    "name": "Greetings",
                    "type": "free-text",
                    "defaults": {"instruction": TRANSLATE["instruction"]},
                    "requests": [{"attachments": ["hola mundo"]}, {"attachments": ["buenas noches"]}],
                },
                python=(
                    "batch = heat.batches.create(\n"
                    '    [{"attachments": ["hola mundo"]}, {"attachments": ["buenas noches"]}],\n'
                    '    type="free-text",\n'
                    '    name="Greetings",\n'
                    '    defaults={"instruction": "Translate from Spanish to English"},\n'
                    ")\n"
                    "heat.batches.wait(batch)\n"
                    "for task in heat.batches.tasks(batch):\n"
                    "    print(task.status, task.response)"
                ),
                node=(
                    "const batch = await heat.createBatch({\n"
                    '  name: "Greetings",\n'
                    '  type: "free-text",\n'
                    '  defaults: { instruction: "Translate from Spanish to English" },\n'
                    '  requests: [{ attachments: ["hola mundo"] }, { attachments: ["buenas noches"] }],\n'
                    "});\n"
                    "await heat.waitForBatch(batch);\n"
                    "for await (const task of heat.listBatchTasks(batch)) console.log(task.status, task.response);"
                ),
            ),
        ),
    ),
    Page(
        "people",
        "Who answers",
        "Ask only those who can, and see to it that they do.",
        (question("qualified", "free-text", {**TRANSLATE, "qualifications": ["spanish"]}),),
    ),
    Page("webhooks", "Webhooks", "Be called when a request ends."),
    Page(
        "errors",
        "Errors and limits",
        "What is wrong, by field; how fast and how much.",
        (
            Example(
                "wrong",
                "POST",
                "/v1/requests/multiple-choice",
                {"instruction": "Which?", "choices": ["a", "a"], "min_answers": 5},
            ),
        ),
    ),
    Page("clients", "Clients and agents", "Python, Node, the command line, and MCP for AI agents."),
)
BY_SLUG = {page.slug: page for page in PAGES}
# A page for each type: its own example, and the same with a test of several people's agreement where that can be.
TYPE_EXAMPLES = {name: question("question", name, request_type.example) for name, request_type in REQUEST_TYPES.items()}
