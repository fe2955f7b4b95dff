/** The hand-over (配送) of one case's goods, by courier or at a counter. */
package org.fairlot.delivery.fulfilment.domain;
