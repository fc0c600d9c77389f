/*
 * Evaluates arithmetic: text in, text out.
 *
 *   sum     = product { ("+" | "-") product }
 *   product = sign { ("*" | "/" | "%") sign }
 *   sign    = "-" sign | "+" sign | power
 *   power   = operand [ "^" sign ]
 *   operand = number | "pi" | "e" | function "(" sum ")" | "(" sum ")"
 */
#include "guest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAXIMUM_DEPTH 200

typedef struct {
  const char *start, *next;
  int depth;
  char error[96];
} source;

static double sum(source *s);

EXPORT(alloc) void *allocate(uint32_t size) {
  void *start = malloc(size ? size : 1);
  if (!start) __builtin_trap();
  return start;
}

static double fail(source *s, const char *message) {
  if (!s->error[0]) {
    snprintf(s->error, sizeof s->error, "column %d: %s", (int)(s->next - s->start) + 1, message);
    s->next = s->start + strlen(s->start);
  }
  return NAN;
}

static char peek(source *s) {
  while (*s->next == ' ' || *s->next == '\t' || *s->next == '\n' || *s->next == '\r') s->next++;
  return *s->next;
}

static int accept(source *s, char wanted) {
  if (peek(s) != wanted) return 0;
  s->next++;
  return 1;
}

static double grouped(source *s) {
  const double value = sum(s);
  return accept(s, ')') ? value : fail(s, "a closing parenthesis is missing");
}

static double apply(source *s, const char *name, size_t length, double x) {
  static const struct {
    const char *name;
    double (*function)(double);
  } functions[] = {{"abs", fabs}, {"cos", cos},   {"exp", exp}, {"floor", floor}, {"ln", log},
                   {"log", log10}, {"sin", sin}, {"sqrt", sqrt}, {"tan", tan}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strlen(functions[i].name) == length && !memcmp(functions[i].name, name, length))
      return functions[i].function(x);
  return fail(s, "there is no such function");
}

static double operand(source *s) {
  const char c = peek(s);
  if (accept(s, '(')) return grouped(s);
  if ((c >= '0' && c <= '9') || c == '.') {
    char *end;
    const double value = strtod(s->next, &end);
    if (end == s->next) return fail(s, "a number is expected");
    s->next = end;
    return value;
  }
  const char *name = s->next;
  while (*s->next >= 'a' && *s->next <= 'z') s->next++;
  const size_t length = (size_t)(s->next - name);
  if (length == 0) return fail(s, c ? "a number is expected" : "the expression ends too early");
  if (length == 2 && !memcmp(name, "pi", 2)) return M_PI;
  if (length == 1 && *name == 'e') return M_E;
  return accept(s, '(') ? apply(s, name, length, grouped(s)) : fail(s, "there is no such constant");
}

static double sign(source *s);

static double power(source *s) {
  const double base = operand(s);
  return accept(s, '^') ? pow(base, sign(s)) : base;
}

static double sign(source *s) {
  if (++s->depth > MAXIMUM_DEPTH) return fail(s, "the expression is nested too deeply");
  const double value = accept(s, '-') ? -sign(s) : accept(s, '+') ? sign(s) : power(s);
  s->depth--;
  return value;
}

static double product(source *s) {
  double value = sign(s);
  for (;;) {
    if (accept(s, '*')) {
      value *= sign(s);
    } else if (accept(s, '/')) {
      const double divisor = sign(s);
      value = divisor == 0 ? fail(s, "division by zero") : value / divisor;
    } else if (accept(s, '%')) {
      const double divisor = sign(s);
      value = divisor == 0 ? fail(s, "division by zero") : fmod(value, divisor);
    } else {
      return value;
    }
  }
}

static double sum(source *s) {
  double value = product(s);
  for (;;) {
    if (accept(s, '+')) {
      value += product(s);
    } else if (accept(s, '-')) {
      value -= product(s);
    } else {
      return value;
    }
  }
}

/* Returns the value of an expression, with up to 15 digits, or its error with the column. */
EXPORT(evaluate) answer evaluate(const char *text, uint32_t length) {
  char *copy = allocate(length + 1);
  memcpy(copy, text, length);
  copy[length] = 0;

  source s = {.start = copy, .next = copy};
  const double value = sum(&s);
  if (!s.error[0] && peek(&s)) fail(&s, "an operator is expected");

  char *result = allocate(sizeof s.error);
  if (s.error[0])
    strcpy(result, s.error);
  else
    snprintf(result, sizeof s.error, "%.15g", value);
  return answer_of(result, strlen(result));
}

/* Divides whole numbers like the processor: traps where there is no result. */
EXPORT(divide) int32_t divide(int32_t dividend, int32_t divisor) { return dividend / divisor; }
