"""Rules for the exercises as learners get them: nothing solved, nothing given away."""

import ast

from tests.contract.reading import grade_id, is_answer, place, solution_lines

SHORTEST_GIVEAWAY = 12
THE_ONE_ERROR = "NotImplementedError"


def no_solution_text(exercise, solution) -> list[str]:
    """No line of a solution stands anywhere in the exercise, be it in a hint or in a cell to try."""
    problems = []
    for cell in filter(is_answer, solution.cells):
        for line in solution_lines(cell):
            if len(line) < SHORTEST_GIVEAWAY:
                continue
            for shown in exercise.cells:
                if line in shown.source:
                    problems.append(f"{place(exercise, shown)} shows {line!r}, a line of the solution of "
                                    f"{grade_id(cell)}. Reword it there, or move it out of the solution.")
    return problems


def answers_can_be_searched_for(solution) -> list[str]:
    """No answer is so short that nobody can tell whether it is given away elsewhere."""
    from kit.classroom.release.confidential import BLOCK, pieces_of, regions

    return [f"{place(solution, cell)} has an answer too short to be searched for in what learners get: "
            f"{' '.join(' '.join(block).split())!r}. Make it {BLOCK} characters or more, white space aside."
            for cell in filter(is_answer, solution.cells) for _, block in regions(cell)[1]
            if any(line.strip() for line in block) and not pieces_of("answer", "", block, cell.cell_type == "code")]


def markers_removed(exercise) -> list[str]:
    """No marker of nbgrader's is left over."""
    markers = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    return [f"{place(exercise, cell)} still has the marker {marker!r}. Correct its spelling in the solution, then run "
            "make exercises." for cell in exercise.cells for marker in markers if marker in cell.source]


def stubs(exercise) -> list[str]:
    """An answer cell is unsolved and says so with NotImplementedError; it raises nothing else."""
    problems = []
    for cell in exercise.cells:
        if not is_answer(cell) or cell.cell_type != "code":
            continue
        try:
            raised = raised_names(cell.source)
        except SyntaxError:
            problems.append(f"{place(exercise, cell)} is not valid Python. Move the BEGIN SOLUTION and END SOLUTION "
                            "markers so that what stays outside them is.")
            continue
        if THE_ONE_ERROR not in raised:
            problems.append(f"{place(exercise, cell)} is not unsolved: nothing in it raises {THE_ONE_ERROR}. Put the "
                            "answer between ### BEGIN SOLUTION and ### END SOLUTION.")
        if raised - {THE_ONE_ERROR}:
            problems.append(f"{place(exercise, cell)} raises {', '.join(sorted(raised - {THE_ONE_ERROR}))}. A stub "
                            f"may raise {THE_ONE_ERROR} alone; move the rest into the solution or into helpers.")
    return problems


def raised_names(source: str) -> set[str]:
    raised = (node.exc for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Raise))
    calls = (node.func if isinstance(node, ast.Call) else node for node in raised)
    return {ast.unparse(call) if call else "the error at hand" for call in calls}
