"""Both ends of the round as commands: collect what was handed in; hand back pages; report; export grades."""

from argparse import Namespace
from pathlib import Path

from kit.classroom.cli.answer import answer, named, working
from kit.classroom.cli.commands import class_folder, class_option


def collect(options: Namespace) -> int:
    """Put what a system let a teacher download into `submitted/`."""
    from kit.classroom.collection import collect as collected

    folder = class_folder(options)
    path, assignment = options.path, options.assignment
    if assignment and not path.exists() and Path(assignment).exists():  # the two in the other order
        path, assignment = Path(assignment), str(path)
    done = collected(folder, options.system, path, assignment, options.zone, options.times, options.match,
                     options.zip_times)
    words = f"{done}\nNext: kit grade {done.assignment}{class_option(options)}"
    return answer(options, words, done.as_dict(), look=not done.whole)


def feedback(options: Namespace) -> int:
    """Write each student's feedback, and make it ready to be handed back."""
    from kit.classroom.feedback_pages.feedback import feedback as written
    from kit.classroom.feedback_pages.feedback_forms import hand_back

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    working("Writing the pages")
    troubled: list[str] = []
    pages = written(folder, assignment, named(options.students, folder.submissions(assignment)),
                    lambda student, said: troubled.append(f"{student}: {said}"))
    if not pages:
        return answer(options, "", {"assignment": assignment, "pages": []}, look=True, warning=(
            f"{assignment}: nobody has been graded, so there is no feedback to hand back. First: kit grade "
            f"{assignment}"))
    done = hand_back(folder, assignment, pages, options.form, options.to)
    return answer(options, str(done), {**done.as_dict(), "troubled": troubled}, bool(done.left_out or troubled),
                  "\nkit: ".join(troubled))


def report(options: Namespace) -> int:
    """Show how an exercise went, or the whole course, or one student."""
    from kit.classroom.dashboard import overview
    from kit.classroom.dashboard import report as written

    folder = class_folder(options)
    working("Reading the gradebook and comparing answers")
    if options.assignment is None or options.student:
        if options.assignment:
            folder.assignment(options.assignment)
        path = overview(folder, options.student, options.to)
    else:
        path = written(folder, folder.assignment(options.assignment), options.to)
    return answer(options, f"Open {path} in a browser; it needs no network.", {"page": str(path)})


def export(options: Namespace) -> int:
    """Write the grades for a learning management system."""
    from kit.classroom.export.export import export as written

    folder = class_folder(options)
    names = tuple(folder.assignment(each) for each in options.assignments)
    done = written(folder, options.format, options.to, names, unfinished=not options.only_final,
                   feedback=options.comments, wide=options.wide, like=options.like, columns=dict(options.column))
    return answer(options, f"{done.told} in {done.path}", done.as_dict(), warning=" ".join(filter(None, (
        done.warning, *done.notes))))
