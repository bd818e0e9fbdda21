"""The grader of one submission: it runs on a learner's machine as it does for a class, and knows no gradebook."""
