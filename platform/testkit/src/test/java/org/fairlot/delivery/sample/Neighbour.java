package org.fairlot.delivery.sample;

/** Somebody else's. */
public final class Neighbour {}
