/* Runs the tests of this folder. */
#include "check.h"

static bool failed;

void check_that(bool holds, const char *what, const char *file, int line)
{
    if (holds) return;
    printf("# %s:%d: not so: %s\n", file, line, what);
    failed = true;
}

static int run(const struct test *tests)
{
    int wrong = 0;
    for (; tests->name; tests++) {
        failed = false;
        stub_reset();
        tests->run();
        printf("%s %s\n", failed ? "not ok" : "ok", tests->name);
        wrong += failed;
    }
    return wrong;
}

int main(void)
{
    return run(track_tests) + run(draws_tests) + run(wire_tests) + run(maps_tests) ? 1 : 0;
}
