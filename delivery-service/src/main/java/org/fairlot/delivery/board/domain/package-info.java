/** The dispatch board (派单台): which courier of a programme takes which parcel. */
package org.fairlot.delivery.board.domain;
