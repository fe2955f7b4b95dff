/**
 * A draw tried out before it goes live (推演): many rounds of a made-up city under several policies, or the draws of a real
 * log under other rules than those they were held by. Each round is ranked and allotted by the core of the real draw, {@link
 * org.fairlot.allocation.draw.fd1}; only the seed is made up. Everything here is a function of its arguments, chance
 * included: it comes from a seed. Read {@link org.fairlot.allocation.draw.simulation.City} and {@link
 * org.fairlot.allocation.draw.simulation.Policy} → {@link org.fairlot.allocation.draw.simulation.Simulation} or {@link
 * org.fairlot.allocation.draw.simulation.Replay} → {@link org.fairlot.allocation.draw.simulation.Findings}.
 */
package org.fairlot.allocation.draw.simulation;
