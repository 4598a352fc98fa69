"""Answers that are kept below both doors, and dropped when what they were made of changes.

An answer is found by the statement that a policy-rewritten plan became and by what was bound to it: callers share it
exactly when their policies ask the same. It is kept with the tags of what it depends on (see plan/dependencies.py).

question.py     what is asked, and how fresh the answer must be
keeping.py      how long an answer is kept and for whom, as policies say
consistency.py  what a writer sends to read what it wrote
memory.py       answers in this process
scripts.py      what Redis does in one turn
shared.py       answers in Redis, and the versions of tags that tell whether they are still right
answers.py      finds an answer in either, or has it made, once for all who ask at the same time
"""
