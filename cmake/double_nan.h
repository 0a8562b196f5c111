/* cmake/double_nan.h - NAN and INFINITY as double. Clang is told to include it first in every file.
 * glibc defines both as float. Clang's -Wdouble-promotion then sees a promotion wherever one meets a double, although no
 * digit can be lost; GCC does not. With this the warning stays on, for the promotions that matter.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CMAKE_DOUBLE_NAN_H
#define SF_CMAKE_DOUBLE_NAN_H

#include <math.h>

#undef NAN
#undef INFINITY
#define NAN __builtin_nan("")
#define INFINITY __builtin_inf()

#endif
