/** Rounds of drand, fetched when they are due (随机源获取): the outside world, so nothing here is part of a draw's rules. */
package org.fairlot.allocation.draw.drand;
