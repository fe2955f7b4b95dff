/**
 * The tests that a draw must stand before it is published (开奖前检验): is the order blind to who somebody is and when he
 * came, do the outcomes keep the rules, and does a second implementation come to the same result? A draw that fails is
 * stopped for humans and never repeated, since a second try would be a choice between two results. Begin with
 * {@link org.fairlot.allocation.draw.health.HealthGate}.
 */
package org.fairlot.allocation.draw.health;
