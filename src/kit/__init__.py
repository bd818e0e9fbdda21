"""The grader that every learner has, `kit.grader`, and the class around it, `kit.classroom`; `kit` is the command."""
