package org.fairlot.registration.programme;

/** Distance as the crow flies (直线距离), by the haversine formula. */
public final class GreatCircle {

  private static final double EARTH_RADIUS_METRES = 6_371_008.8;

  private GreatCircle() {}

  /** Between two places given in degrees; both in one system of coordinates. */
  public static long metres(double lon1, double lat1, double lon2, double lat2) {
    double from = Math.toRadians(lat1);
    double to = Math.toRadians(lat2);
    double dLat = Math.sin((to - from) / 2);
    double dLon = Math.sin(Math.toRadians(lon2 - lon1) / 2);
    double h = dLat * dLat + Math.cos(from) * Math.cos(to) * dLon * dLon;
    return Math.round(2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h))));
  }
}
